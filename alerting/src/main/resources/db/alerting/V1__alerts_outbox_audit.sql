-- Times are Unix milliseconds of the city's clock. message is the alert as canonical protobuf JSON.
CREATE TABLE alert (
  id               TEXT PRIMARY KEY,
  kind             TEXT    NOT NULL,
  subject          TEXT    NOT NULL,
  revision         INTEGER NOT NULL,
  highest_severity TEXT    NOT NULL,
  opened_at        INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  received_at      INTEGER NOT NULL,
  state            TEXT    NOT NULL CHECK (state IN ('FIRING', 'ACKNOWLEDGED', 'RESOLVED')),
  state_since      INTEGER NOT NULL,
  state_step       INTEGER NOT NULL,
  state_by         TEXT,
  state_at         INTEGER,
  message          TEXT    NOT NULL
) STRICT;

CREATE INDEX alert_by_state ON alert (state, opened_at);
CREATE INDEX alert_by_update ON alert (updated_at);

-- What must be told and has been told. Rows stay: a clear goes to those who were told.
CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id   TEXT    NOT NULL REFERENCES alert (id),
  revision   INTEGER NOT NULL,
  receiver   TEXT    NOT NULL,
  event      TEXT    NOT NULL CHECK (event IN ('OPENED', 'ESCALATED', 'CLEARED')),
  message    TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('PENDING', 'SENT', 'FAILED', 'NEEDLESS')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  done_at    INTEGER,
  UNIQUE (alert_id, revision, receiver)
) STRICT;

CREATE INDEX outbox_pending ON outbox (receiver, id) WHERE state = 'PENDING';

CREATE TABLE audit (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id TEXT    NOT NULL REFERENCES alert (id),
  at       INTEGER NOT NULL,
  what     TEXT    NOT NULL,
  who      TEXT    NOT NULL,
  detail   TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_by_alert ON audit (alert_id, id);
