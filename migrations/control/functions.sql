-- The four functions through which a workspace's role reaches the job table, and nothing else.
-- The tenant comes from the role that SET LOCAL ROLE chose: current_user is the owner in here.

CREATE OR REPLACE FUNCTION control.later(kind text, payload jsonb, due timestamptz, key text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = control, pg_temp AS $$
    SELECT pg_notify('artel_jobs', '') WHERE coalesce(due, now()) <= now();
    INSERT INTO job (tenant_id, kind, payload, due_at, dedup_key)
    SELECT (SELECT id FROM tenant WHERE role_name = current_setting('role')),
           later.kind, later.payload, coalesce(later.due, now()), later.key
     WHERE coalesce((SELECT id::text FROM tenant WHERE role_name = current_setting('role')),
                    'no tenant: ' || current_setting('role'))::bigint > 0
    ON CONFLICT (tenant_id, kind, dedup_key) DO NOTHING
    RETURNING id
$$;

-- Renewing and finishing raise when the lease is no longer held: the cast of a text that is no number is the
-- only way for a function in plain SQL, and it undoes the caller's transaction, which is the point. The cast
-- stands around the look-up: a branch of constants, as in CASE, would be cast when the query is planned.
CREATE OR REPLACE FUNCTION control.renew(job_id bigint, token text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = control, pg_temp AS $$
    WITH held AS (
        UPDATE job SET lease_until = now() + interval '60 seconds'
         WHERE id = job_id AND lease_token = token AND state = 'leased'
           AND tenant_id = (SELECT id FROM tenant WHERE role_name = current_setting('role'))
        RETURNING id)
    SELECT coalesce((SELECT id::text FROM held), 'lease lost: ' || job_id)::bigint
$$;

CREATE OR REPLACE FUNCTION control.done(job_id bigint, token text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = control, pg_temp AS $$
    WITH held AS (
        UPDATE job SET state = 'done', finished_at = now(), lease_token = NULL, lease_until = NULL, last_error = NULL
         WHERE id = job_id AND lease_token = token AND state = 'leased'
           AND tenant_id = (SELECT id FROM tenant WHERE role_name = current_setting('role'))
        RETURNING id)
    SELECT coalesce((SELECT id::text FROM held), 'lease lost: ' || job_id)::bigint
$$;

CREATE OR REPLACE FUNCTION control.mine()
RETURNS TABLE (id bigint, kind text, state text, due_at timestamptz, attempts integer, last_error text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = control, pg_temp AS $$
    SELECT j.id, j.kind, j.state, j.due_at, j.attempts, j.last_error FROM job j
     WHERE j.tenant_id = (SELECT t.id FROM tenant t WHERE t.role_name = current_setting('role'))
$$;
