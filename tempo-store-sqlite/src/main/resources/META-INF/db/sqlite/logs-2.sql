-- What the run of a chunk is filed under. Found by the index alone, as the column lies behind the data; in the
-- index of words it is a word of its own, see TrigramTokenizer.
ALTER TABLE chunk ADD COLUMN label TEXT;
CREATE INDEX chunk_of_label ON chunk (label, indexed, id) WHERE label IS NOT NULL;
