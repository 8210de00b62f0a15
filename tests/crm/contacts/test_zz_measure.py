import time
from sqlalchemy import insert, select, text, func, update
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.contacts.queries.listing import Wish, listed, counted, _gathered, _conditions
from crm.contacts.queries.tags import tag_counts, tagged
from crm.contacts.actions import retagging
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.crm.contacts.test_listing import fill
from tests.kit.cast import ALICE, MAX, NORTH

def test_measure(in_scope, actor_of, client_of, capsys):
    out=[]
    with in_scope(NORTH):
        db.session.execute(insert(Tag), [{"name": f"t{n}", "labels": {}, "hue": 1} for n in range(998)])
        for _ in range(10): fill(10_000)
        # tag 1 on half, tag 3 on 1 %, tag 4 on 0.1 %
        db.session.execute(text("update contact set tag_ids = case when id % 1000 = 0 then array[1,3,4] when id % 100 = 0 then array[1,3] when id % 2 = 0 then array[1, 5 + id % 990] else array[5 + id % 990] end::bigint[]"))
    with in_scope(NORTH):
        db.session.execute(text("analyze contact"))  if False else None
    import subprocess
    with in_scope(NORTH, read_only=True):
        for who in (ALICE, MAX):
            a=actor_of(who)
            for tag_id in (1,3,4,999999):
                for w in (Wish(tag_id=tag_id), Wish(tag_id=tag_id, sort="activity")):
                    listed(w,to=a); t=time.perf_counter(); n=len(listed(w,to=a).contacts); dt=time.perf_counter()-t
                    t=time.perf_counter(); c=counted(w,to=a); dc=time.perf_counter()-t
                    out.append(f"{who} tag {tag_id} {w.sort}: page {dt*1000:.0f} ms ({n}), count {dc*1000:.0f} ms {c}")
            for many in (50, 200, 1000):
                ids=list(range(1,many+1)); t=time.perf_counter(); tag_counts(ids,to=a); out.append(f"{who} cloud of {many}: {1000*(time.perf_counter()-t):.0f} ms")
        plan=db.session.execute(text("explain (analyze, buffers) select id from contact where tag_ids @> array[4]::bigint[]")).scalars().all()
        out+=plan
    t=time.perf_counter(); client_of(MAX).get("/contacts/tags"); out.append(f"cloud page 1000 tags: {1000*(time.perf_counter()-t):.0f} ms")
    t=time.perf_counter(); client_of(MAX).get("/settings/tags"); out.append(f"settings page 1000 tags: {1000*(time.perf_counter()-t):.0f} ms")
    t=time.perf_counter(); client_of(MAX).get("/contacts"); out.append(f"list page: {1000*(time.perf_counter()-t):.0f} ms")
    t=time.perf_counter(); client_of(MAX).post("/settings/tags/merging", data={"tag_ids":["1"],"into_id":"2"}); out.append(f"begin: {1000*(time.perf_counter()-t):.0f} ms")
    with in_scope(NORTH): run_id=db.session.scalars(select(Run.id)).one()
    parts=[]; more=True; whole=time.perf_counter()
    while more:
        t=time.perf_counter()
        with in_scope(NORTH): more=retagging.go_on_in_background(run_id, by=actor_of(MAX))
        parts.append(time.perf_counter()-t)
    out.append(f"merge of {len(parts)} parts: whole {time.perf_counter()-whole:.1f} s, part mean {1000*sum(parts)/len(parts):.0f} ms, max {1000*max(parts):.0f}, last ten mean {100*sum(parts[-11:-1]):.0f}")
    with capsys.disabled(): print("\n".join(["",*out]))
