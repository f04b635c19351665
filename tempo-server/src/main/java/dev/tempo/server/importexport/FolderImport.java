package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.folders.FolderService;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds the folders of an archive here, and makes those that are not. For one import. */
final class FolderImport {
  private static final int MAX_NAME = 100;

  private final FolderTree tree;
  private final FolderService service;
  private final ImportReport report;
  private final Undo undo;
  private final Map<UUID, UUID> here = new HashMap<>();

  FolderImport(FolderTree tree, FolderService service, ImportReport report, Undo undo) {
    this.tree = tree;
    this.service = service;
    this.report = report;
    this.undo = undo;
  }

  /** Reads the folders, the higher first. */
  static List<Folder> read(JsonNode document) {
    List<Folder> folders = new ArrayList<>();
    if (document.size() > ArchiveLayout.MAX_FOLDERS) {
      throw Archive.tooLarge(counted("api.archive.folders", ArchiveLayout.MAX_FOLDERS));
    }
    for (JsonNode node : document) {
      folders.add(folder(node));
    }
    return folders;
  }

  void make(List<Folder> folders) {
    folders.forEach(this::make);
  }

  /** The id here of a folder of the archive; empty for the top. */
  Optional<UUID> here(Optional<UUID> there) {
    return there.map(
        id -> {
          if (!here.containsKey(id)) {
            throw Archive.damaged(message("api.archive.noFolder", "folder", id.toString()));
          }
          return here.get(id);
        });
  }

  private void make(Folder folder) {
    Optional<UUID> parent = here(folder.parentId());
    Optional<Folder> known =
        tree.children(parent).stream()
            .filter(child -> child.name().equalsIgnoreCase(folder.name()))
            .findAny();
    Folder made = known.orElseGet(() -> adopt(moved(folder, parent)));
    here.put(folder.id(), made.id());
    report.folder(known.isEmpty());
  }

  private Folder adopt(Folder requested) {
    Folder made = service.adopt(requested);
    undo.later(() -> tree.delete(List.of(made.id())));
    return made;
  }

  private static Folder moved(Folder folder, Optional<UUID> parent) {
    return new Folder(folder.id(), parent, folder.title(), folder.createdAt(), folder.updatedAt());
  }

  private static Folder folder(JsonNode node) {
    try {
      JsonInput input = JsonInput.of(node);
      Optional<UUID> id = input.required("id", input.uuid("id"));
      Optional<String> name = input.required("name", input.text("name", MAX_NAME));
      String safeName = input.text("safeName", MAX_NAME).or(name.orElse(""));
      Instant createdAt = input.instant("createdAt").or(Instant.EPOCH);
      Instant updatedAt = input.instant("updatedAt").or(createdAt);
      Optional<UUID> parent = input.uuid("parentId").value();
      input.end();
      Folder.Title title = new Folder.Title(name.orElseThrow(), safeName);
      return new Folder(id.orElseThrow(), parent, title, createdAt, updatedAt);
    } catch (ApiException e) {
      throw Archive.damaged(
          message(
              "api.archive.notValid", "entry", ArchiveLayout.FOLDERS, "reason", Messages.of(e)));
    }
  }
}
