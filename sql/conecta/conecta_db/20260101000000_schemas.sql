-- migrate:up
-- The schemas and extensions come from the profile; their tables are made by the services themselves, whose role owns
-- them.

comment on schema core is 'Condominiums, units and people.';
comment on schema auth is 'Logins and rights.';
comment on schema network is 'Network devices.';
comment on schema guardian is 'Cameras and what was seen.';
comment on schema messaging is 'Messages to residents.';

-- migrate:down
