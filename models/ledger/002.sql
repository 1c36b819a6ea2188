-- What is asked once a page or a file must not cost a walk over all of them.
CREATE INDEX item_class ON item (class, state);
DROP INDEX item_packet;
CREATE INDEX item_packet ON item (packet, class, state, kind);
DROP INDEX series_id;
CREATE INDEX series_place ON series (id, seq);
CREATE INDEX series_open ON series (is_shut);
