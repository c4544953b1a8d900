#!/bin/sh
# In the database of the marts: the role that may read them and nothing else. Runs once, when it is made.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set password="$MARTS_READER_PASSWORD" <<'SQL'
create role marts_reader login password :'password';
alter role marts_reader set search_path = marts;
alter role marts_reader set default_transaction_read_only = on;
revoke temporary on database marts from public;
SQL
