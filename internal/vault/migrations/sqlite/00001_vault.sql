-- +goose Up
-- The ids of the server secrets this database's wraps were made with.
CREATE TABLE vault_secret (
    id TEXT NOT NULL PRIMARY KEY
);

-- +goose Down
DROP TABLE vault_secret;
