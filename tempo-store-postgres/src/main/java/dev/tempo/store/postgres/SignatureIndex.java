package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.store.jdbc.LockTimeoutException;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.logs.LogChunkWriter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the signatures of sealed chunks. At first each has a row of its own; as soon as there are
 * enough for a segment, a thread makes one of them. Of all processes that use the schema one at a
 * time does so, and a segment is made only of signatures that are still there: so none is in two,
 * also if it is not known whether a commit took place. Thread-safe.
 */
final class SignatureIndex implements LogChunkWriter.Indexer<byte[]>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignatureIndex.class);
  private static final long CLOSE_SECONDS = 30;

  /** So many new ones are worth a look at how many there are, as others add some, too. */
  static final int WORTH_A_LOOK = SignatureSegment.CHUNKS / 32;

  private static final String LOCK = "signatures";
  private static final Duration LOCK_PATIENCE = Duration.ofMillis(20);

  /** A segment with fewer living chunks than this is taken apart. */
  private static final int FEW_CHUNKS = SignatureSegment.CHUNKS / 4;

  private static final String INSERT =
      "INSERT INTO chunk_signature (chunk, bits) VALUES (?, ?)"
          + " ON CONFLICT (chunk) DO UPDATE SET bits = excluded.bits";
  private static final String ENOUGH =
      "SELECT 1 FROM chunk_signature OFFSET " + (SignatureSegment.CHUNKS - 1) + " LIMIT 1";
  private static final String OLDEST =
      "SELECT chunk, bits FROM chunk_signature ORDER BY chunk LIMIT " + SignatureSegment.CHUNKS;
  private static final String ADD_SEGMENT =
      "INSERT INTO segment (oldest, newest, chunks) VALUES (?, ?, ?) RETURNING id";
  private static final String DELETE_DOUBLES =
      "DELETE FROM segment s USING segment t"
          + " WHERE s.newest = t.newest AND s.chunks = t.chunks AND s.id > t.id";
  private static final String ADD_SLICES =
      "INSERT INTO segment_slice (segment, slice, rows)"
          + " SELECT ?, ordinality - 1, slice FROM unnest(?::bytea[]) WITH ORDINALITY AS u (slice)";

  private final PostgresDatabase database;
  private final StatementCache statements;
  private final AtomicLong pending = new AtomicLong(WORTH_A_LOOK); // looks once first
  private final Semaphore wake = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closed;

  /** A chunk and its signature, inflated. */
  private record Signed(long chunk, byte[] bits) {}

  SignatureIndex(PostgresDatabase database, StatementCache statements) {
    this.database = database;
    this.statements = statements;
    this.thread = Thread.ofPlatform().name("tempo-postgres-index").daemon().start(this::run);
  }

  @Override
  public void index(Connection connection, long chunk, byte[] bits) throws SQLException {
    statements.update(connection, INSERT, row -> row.number(chunk).bytes(bits));
  }

  /** Signatures of so many chunks were committed. */
  void added(long count) {
    if (pending.addAndGet(count) >= WORTH_A_LOOK) {
      wake.release();
    }
  }

  private void run() {
    while (!closed) {
      try {
        wake.acquire();
        wake.drainPermits();
        pending.set(0);
        while (!closed && makeNext()) {
          LOG.debug("{}: a segment of signatures was made", database.name());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // searches find all without it
        LOG.warn("{}: signatures of logs could not be gathered", database.name(), e);
      }
    }
  }

  /** False if there are not enough for a segment, or somebody else makes them. */
  private boolean makeNext() {
    if (!database.read(connection -> Sql.of(connection, ENOUGH).exists())) {
      return false;
    }
    try {
      return database.exclusively(LOCK, LOCK_PATIENCE, this::makeSegment);
    } catch (LockTimeoutException e) {
      LOG.debug("{}: another process gathers signatures", database.name());
      return false;
    }
  }

  /** Makes a segment of the oldest signatures; false if there are not enough. */
  private boolean makeSegment() {
    List<Signed> signed =
        database.readInBackground(c -> Sql.of(c, OLDEST).all(SignatureIndex::signed));
    if (signed.size() < SignatureSegment.CHUNKS) {
      return false;
    }
    List<byte[]> slices = SignatureSegment.of(signed.stream().map(Signed::bits).toList()).slices();
    return database.write(connection -> store(connection, signed, slices));
  }

  private static Signed signed(ResultRow row) throws SQLException {
    return new Signed(row.number("chunk"), ChunkSignature.inflate(row.bytes("bits")));
  }

  /**
   * False, and nothing is done, if signatures have gone since: with their chunks, or into a
   * segment.
   */
  private static boolean store(Connection connection, List<Signed> signed, List<byte[]> slices)
      throws SQLException {
    List<Long> chunks = signed.stream().map(Signed::chunk).toList();
    if (lock(connection, chunks) < chunks.size()) {
      return false;
    }
    long segment =
        Sql.of(
                connection,
                ADD_SEGMENT,
                chunks.getFirst(),
                chunks.getLast(),
                SignatureSegment.pack(chunks))
            .count();
    try (PreparedStatement add = connection.prepareStatement(ADD_SLICES)) {
      add.setLong(1, segment);
      add.setArray(2, connection.createArrayOf("bytea", slices.toArray(byte[][]::new)));
      add.executeUpdate();
    }
    update(connection, "DELETE FROM chunk_signature WHERE chunk = ANY (?)", chunks);
    return true;
  }

  /** Until the transaction ends nobody deletes them. */
  private static int lock(Connection connection, List<Long> chunks) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT count(*) FROM (SELECT 1 FROM chunk_signature WHERE chunk = ANY (?)"
                + " ORDER BY chunk FOR UPDATE) AS locked")) {
      lock.setArray(1, array(connection, chunks));
      try (var row = lock.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private static int update(Connection connection, String sql, List<Long> chunks)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array(connection, chunks));
      return statement.executeUpdate();
    }
  }

  static Array array(Connection connection, List<Long> numbers) throws SQLException {
    return connection.createArrayOf("int8", numbers.toArray(Long[]::new));
  }

  /**
   * Deletes segments of whose chunks nothing is left, and those that are there twice, as earlier
   * versions could make them; takes those apart that have little.
   */
  void compact() {
    database.write(connection -> Sql.of(connection, DELETE_DOUBLES).execute());
    List<Long> segments =
        database.read(
            c -> Sql.of(c, "SELECT id FROM segment ORDER BY id").all(row -> row.number("id")));
    for (long segment : segments) {
      List<Long> living = database.readInBackground(c -> living(c, segment));
      if (living.size() < FEW_CHUNKS) {
        List<Signed> signed = sign(living);
        database.write(connection -> takeApart(connection, segment, signed));
        added(signed.size());
      }
    }
  }

  private static List<Long> living(Connection connection, long segment) throws SQLException {
    List<Long> chunks = new ArrayList<>();
    Sql.of(connection, "SELECT chunks FROM segment WHERE id = ?", segment)
        .first(row -> SignatureSegment.unpack(row.bytes("chunks")))
        .ifPresent(
            all -> {
              for (long chunk : all) {
                chunks.add(chunk);
              }
            });
    List<Long> living = new ArrayList<>();
    try (PreparedStatement find =
        connection.prepareStatement("SELECT id FROM chunk WHERE id = ANY (?)")) {
      find.setArray(1, array(connection, chunks));
      try (var rows = find.executeQuery()) {
        while (rows.next()) {
          living.add(rows.getLong(1));
        }
      }
    }
    return living;
  }

  private List<Signed> sign(List<Long> chunks) {
    List<Signed> signed = new ArrayList<>();
    for (long chunk : chunks) {
      database
          .readInBackground(
              c ->
                  Sql.of(c, "SELECT data FROM chunk WHERE id = ?", chunk)
                      .first(row -> row.bytes("data")))
          .map(data -> ChunkSignature.of(LogChunk.of(data, true)))
          .ifPresent(bits -> signed.add(new Signed(chunk, bits)));
    }
    return signed;
  }

  private int takeApart(Connection connection, long segment, List<Signed> signed)
      throws SQLException {
    for (Signed each : signed) {
      // Deleted meanwhile, perhaps: then its signature would stay for ever.
      Sql.of(
              connection,
              "INSERT INTO chunk_signature (chunk, bits)"
                  + " SELECT id, ? FROM chunk WHERE id = ? ON CONFLICT DO NOTHING",
              each.bits(),
              each.chunk())
          .execute();
    }
    return Sql.of(connection, "DELETE FROM segment WHERE id = ?", segment).execute();
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
