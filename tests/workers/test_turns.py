from workers.turns import BUSY, IDS_A_WAKE_UP, IN_FLIGHT_A_QUEUE, IN_FLIGHT_A_TENANT, Due, in_turn

QUEUES = {"mail": "instant", "react": "flow", "tell": "instant"}


def due(count: int, tenant: int | None, kind: str = "mail", *, start: int = 1) -> list[Due]:
    return [Due(start + n, tenant, kind) for n in range(count)]


def test_a_wake_up_is_of_one_tenant_and_kind_and_of_25_jobs_at_most() -> None:
    jobs = [*due(30, 1), *due(1, 1, "tell", start=100), *due(1, 2, start=200)]

    wake_ups = in_turn(jobs, in_flight={}, queues=QUEUES)

    assert sorted(len(w.ids) for w in wake_ups) == [1, 1, 5, IDS_A_WAKE_UP]
    assert {i for w in wake_ups for i in w.ids} == {job.id for job in jobs}
    assert {(w.tenant_id, w.kind) for w in wake_ups} == {(1, "mail"), (1, "tell"), (2, "mail")}


def test_tenants_take_turns_whoever_came_first() -> None:
    jobs = [*due(75, 1), *due(25, 2, start=1000), *due(25, None, start=2000)]

    order = [w.tenant_id for w in in_turn(jobs, in_flight={}, queues=QUEUES)]

    assert order == [1, 2, None, 1, 1]


def test_a_tenant_has_no_more_in_flight_than_its_cap() -> None:
    wake_ups = in_turn(due(500, 1), in_flight={("instant", 1): IN_FLIGHT_A_TENANT - 30}, queues=QUEUES)

    assert [len(w.ids) for w in wake_ups] == [25]


def test_a_full_queue_does_not_hold_another_queue_up() -> None:
    jobs = [*due(10, 1), *due(10, 1, "react", start=100)]

    wake_ups = in_turn(jobs, in_flight={("instant", 7): IN_FLIGHT_A_QUEUE}, queues=QUEUES)

    assert [w.queue for w in wake_ups] == ["flow"]


def test_where_little_is_in_flight_a_job_goes_out_at_once() -> None:
    wake_ups = in_turn(due(1, 1), in_flight={("instant", 1): BUSY - 1}, queues=QUEUES)

    assert [w.ids for w in wake_ups] == [(1,)]


def test_where_much_is_in_flight_jobs_are_gathered_into_whole_batches() -> None:
    in_flight = {("instant", 1): BUSY}

    assert in_turn(due(24, 1), in_flight=in_flight, queues=QUEUES) == []
    assert [len(w.ids) for w in in_turn(due(30, 1), in_flight=in_flight, queues=QUEUES)] == [25]


def test_no_job_is_gathered_for_long() -> None:
    jobs = [Due(1, 1, "mail", has_waited=True), Due(2, 1, "mail")]

    wake_ups = in_turn(jobs, in_flight={("instant", 1): BUSY}, queues=QUEUES)

    assert [w.ids for w in wake_ups] == [(1, 2)]
