-- +goose Up

-- What changed last, whoever's it is, for the page of today.
CREATE INDEX standing_changes_latest ON standing_changes (workspace, id);
