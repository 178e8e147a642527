-- How much may be asked with a key; null where the key sets no limit of its own.
alter table identity.api_keys
    add column requests_per_minute bigint check (requests_per_minute > 0),
    add column tokens_per_minute bigint check (tokens_per_minute > 0),
    add column tokens_hard boolean not null default false,
    add column max_parallel bigint check (max_parallel > 0);
