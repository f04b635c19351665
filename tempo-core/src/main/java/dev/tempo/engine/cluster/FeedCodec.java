package dev.tempo.engine.cluster;

import dev.tempo.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the events of a turn by kind, time and id, 25 bytes each: what they tell of is in the
 * store for whoever reads them. Of other events than these, other nodes are not told.
 */
final class FeedCodec {

  /** An event as other nodes have it. */
  record Item(Kind kind, Instant at, UUID id) {}

  /** What happened. The order is part of the form. */
  enum Kind {
    QUEUED,
    STARTED,
    FINISHED,
    ACKNOWLEDGED,
    RUN_DELETED,
    JOB_SAVED,
    JOB_DELETED,
    SCRIPT_READ,
    CORRECTED
  }

  private FeedCodec() {}

  static byte[] write(List<Event> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(events.size() * 25);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Event event : events) {
        write(out, event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Event event) throws IOException {
    switch (event) {
      case Event.RunQueued queued -> write(out, Kind.QUEUED, event, queued.run().id());
      case Event.RunStarted started -> write(out, Kind.STARTED, event, started.run().id());
      case Event.RunFinished finished -> write(out, Kind.FINISHED, event, finished.run().id());
      case Event.RunCorrected corrected -> write(out, Kind.CORRECTED, event, corrected.run().id());
      case Event.ScriptRead read -> write(out, Kind.SCRIPT_READ, event, read.run().id());
      case Event.RunAcknowledged done -> write(out, Kind.ACKNOWLEDGED, event, done.runId());
      case Event.JobSaved saved -> write(out, Kind.JOB_SAVED, event, saved.job().id());
      case Event.JobDeleted deleted -> write(out, Kind.JOB_DELETED, event, deleted.jobId());
      case Event.RunsDeleted deleted -> {
        for (UUID runId : deleted.runIds()) {
          write(out, Kind.RUN_DELETED, event, runId);
        }
      }
      default -> {}
    }
  }

  private static void write(DataOutputStream out, Kind kind, Event event, UUID id)
      throws IOException {
    out.writeByte(kind.ordinal());
    out.writeLong(event.at().toEpochMilli());
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  static List<Item> read(byte[] body) {
    List<Item> items = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      while (in.available() > 0) {
        Kind kind = Kind.values()[in.readByte()];
        Instant at = Instant.ofEpochMilli(in.readLong());
        items.add(new Item(kind, at, new UUID(in.readLong(), in.readLong())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return items;
  }
}
