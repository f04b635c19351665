package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The numbers of chunks that may hold one of some texts, in falling order: those that are open,
 * those whose signatures are not in a segment, and those of segments. Each of these is read when
 * its newest chunk may be the next one, and no sooner. For one thread.
 */
final class CandidateChunks {
  private static final int FIRST_SIGNATURES = 8;
  private static final int MOST_SIGNATURES = 128;

  private final Connection connection;
  private final List<int[]> alternatives;
  private final long newest;
  private long last;
  private final PriorityQueue<Source> sources =
      new PriorityQueue<>(Comparator.comparingLong((Source source) -> source.bound).reversed());

  /**
   * Begins with the newest.
   *
   * @param alternatives the bits of each text, of which there is one at least
   * @param newest no chunk with a greater number comes in question
   */
  CandidateChunks(Connection connection, List<int[]> alternatives, long newest)
      throws SQLException {
    this.connection = connection;
    this.alternatives = alternatives;
    this.newest = newest;
    add(new Open());
    add(new Signatures(newest));
    for (Segment segment : segments()) {
      add(segment);
    }
  }

  /** Returns the next so many, or fewer if there are no more. */
  List<Long> next(int limit) throws SQLException {
    List<Long> found = new ArrayList<>(limit);
    while (found.size() < limit && !sources.isEmpty()) {
      Source source = sources.poll();
      if (source.ids == null) {
        source.load();
      } else {
        if (source.bound != last) { // a segment that is there twice has each twice
          last = source.bound;
          found.add(last);
        }
        source.advance();
      }
      add(source);
    }
    return found;
  }

  private void add(Source source) {
    if (source.bound > 0) {
      sources.add(source);
    }
  }

  private List<Segment> segments() throws SQLException {
    return Sql.of(
            connection,
            "SELECT id, newest FROM segment WHERE oldest <= ? ORDER BY newest DESC",
            newest)
        .all(row -> new Segment(row.number("id"), Math.min(newest, row.number("newest"))));
  }

  private boolean matches(byte[] bits) {
    return alternatives.stream().anyMatch(buckets -> ChunkSignature.hasAll(bits, buckets));
  }

  /** Some chunks, in falling order once they are loaded. */
  private abstract static class Source {
    /** The next number once they are loaded, before that one that is not less; 0 at the end. */
    long bound;

    /** Null before they are loaded. */
    List<Long> ids;

    private int at;

    Source(long bound) {
      this.bound = bound;
    }

    abstract void load() throws SQLException;

    final void loaded(List<Long> found) {
      ids = found;
      at = 0;
      bound = found.isEmpty() ? end() : found.getFirst();
    }

    void advance() {
      at++;
      bound = at < ids.size() ? ids.get(at) : end();
    }

    /** What the bound is behind the last of those that are loaded. */
    long end() {
      return 0;
    }
  }

  private final class Open extends Source {
    Open() {
      super(newest);
    }

    @Override
    void load() throws SQLException {
      loaded(
          Sql.of(
                  connection,
                  "SELECT id FROM chunk WHERE indexed = 0 AND id <= ? ORDER BY id DESC",
                  newest)
              .all(row -> row.number("id")));
    }
  }

  private final class Signatures extends Source {
    /** Those up to this one are not read yet; 0 if there are none. */
    private long unread;

    /** Few at first, as a common text is in one of the newest. */
    private int atOnce = FIRST_SIGNATURES;

    Signatures(long unread) {
      super(unread);
      this.unread = unread;
    }

    @Override
    void load() throws SQLException {
      List<Long> found = new ArrayList<>();
      List<Long> read =
          Sql.of(
                  connection,
                  "SELECT chunk, bits FROM chunk_signature WHERE chunk <= ?"
                      + " ORDER BY chunk DESC LIMIT ?",
                  unread,
                  atOnce)
              .all(
                  row -> {
                    long chunk = row.number("chunk");
                    if (matches(ChunkSignature.inflate(row.bytes("bits")))) {
                      found.add(chunk);
                    }
                    return chunk;
                  });
      unread = read.size() < atOnce ? 0 : read.getLast() - 1;
      atOnce = Math.min(MOST_SIGNATURES, 2 * atOnce);
      loaded(found);
      if (found.isEmpty()) {
        ids = null;
      }
    }

    @Override
    void advance() {
      super.advance();
      if (bound == unread) {
        ids = null;
      }
    }

    @Override
    long end() {
      return unread;
    }
  }

  private final class Segment extends Source {
    private final long segment;

    Segment(long segment, long bound) {
      super(bound);
      this.segment = segment;
    }

    @Override
    void load() throws SQLException {
      Map<Integer, byte[]> slices = slices();
      byte[] found = new byte[SignatureSegment.CHUNKS / Byte.SIZE];
      for (int[] buckets : alternatives) {
        byte[] having = SignatureSegment.all();
        for (int bucket : buckets) {
          SignatureSegment.retain(having, slices.get(SignatureSegment.sliceOf(bucket)), bucket);
        }
        for (int i = 0; i < found.length; i++) {
          found[i] |= having[i];
        }
      }
      loaded(numbers(found));
    }

    private List<Long> numbers(byte[] found) throws SQLException {
      long[] all =
          Sql.of(connection, "SELECT chunks FROM segment WHERE id = ?", segment)
              .first(row -> SignatureSegment.unpack(row.bytes("chunks")))
              .orElseThrow();
      List<Long> numbers = new ArrayList<>();
      for (int i = all.length - 1; i >= 0; i--) {
        if ((found[i >>> 3] & 1 << (i & 7)) != 0 && all[i] <= newest) {
          numbers.add(all[i]);
        }
      }
      return numbers;
    }

    private Map<Integer, byte[]> slices() throws SQLException {
      Object[] numbers =
          alternatives.stream()
              .flatMapToInt(Arrays::stream)
              .map(SignatureSegment::sliceOf)
              .distinct()
              .mapToObj(Long::valueOf)
              .toArray(Long[]::new);
      Map<Integer, byte[]> slices = new HashMap<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT slice, rows FROM segment_slice WHERE segment = ? AND slice = ANY (?)")) {
        statement.setLong(1, segment);
        statement.setArray(2, connection.createArrayOf("int8", numbers));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            slices.put(rows.getInt(1), SignatureSegment.inflate(rows.getBytes(2)));
          }
        }
      }
      return slices;
    }
  }
}
