package dev.tempo.server.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.backup.BackupItem.Conflict;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers on the disk which thing is being restored, so that the next process finds what one left
 * that ended in the middle of it. One thing is restored at a time. Thread-safe.
 */
final class ItemJournal {
  private static final Logger LOG = LoggerFactory.getLogger(ItemJournal.class);

  /** Its name, beside what is staged of a whole backup. */
  static final String FILE = "item.json";

  private final Path file;

  ItemJournal(Path file) {
    this.file = file;
  }

  /**
   * A restore that has begun.
   *
   * @param backupId of the backup
   * @param item that is restored
   * @param wasHere whether it was here before
   * @param request what somebody wants
   */
  record Begun(String backupId, BackupItem item, boolean wasHere, ItemRestorer.Request request) {

    /** The same in the place of what is here, also if nothing was when it began. */
    Begun replacing() {
      ItemRestorer.Request again =
          new ItemRestorer.Request(
              Conflict.REPLACE, request.name(), request.caller(), request.copyId());
      return new Begun(backupId, item, wasHere, again);
    }
  }

  /** A restore begins. */
  void begin(Begun begun) throws IOException {
    BackupItem item = begun.item();
    ItemRestorer.Request request = begun.request();
    PrivateFiles.write(
        file,
        Json.bytes(
            Json.object()
                .put("backup", begun.backupId())
                .put("kind", item.kind().name())
                .put("id", item.id())
                .put("name", item.name())
                .put("place", item.place())
                .put("wasHere", begun.wasHere())
                .put("conflict", request.conflict().name())
                .put("copyId", request.copyId().toString())
                .put("userId", request.caller().userId().toString())
                .put("username", request.caller().username())
                .node()));
  }

  /** It has ended, or what it did was taken back. */
  void end() throws IOException {
    Files.deleteIfExists(file);
    PrivateFiles.sync(file.getParent());
  }

  /** What an earlier process left. */
  Optional<Begun> left() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(Json.parseOwn(Files.readString(file))));
    } catch (IllegalArgumentException e) {
      LOG.error("{}, which tells of a restore that was left, cannot be understood", file, e);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    }
  }

  private static Begun read(ObjectNode node) {
    BackupItem item =
        new BackupItem(
            BackupItem.Kind.valueOf(node.path("kind").asText()),
            node.path("id").asText(),
            node.path("name").asText(),
            node.path("place").asText(),
            Optional.empty());
    Caller caller =
        new Caller(
            UUID.fromString(node.path("userId").asText()),
            node.path("username").asText(),
            Role.ADMIN,
            Optional.empty(),
            Optional.empty());
    return new Begun(
        node.path("backup").asText(),
        item,
        node.path("wasHere").booleanValue(),
        new ItemRestorer.Request(
            Conflict.valueOf(node.path("conflict").asText()),
            Optional.empty(),
            caller,
            UUID.fromString(node.path("copyId").asText())));
  }
}
