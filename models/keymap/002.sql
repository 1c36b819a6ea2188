-- The inbox is looked at often: files that are still awaited must be found without the others.
CREATE INDEX source_state ON source (state);
