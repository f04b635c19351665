package dev.tempo.server.groups;

import dev.tempo.files.Trees;
import dev.tempo.server.groups.discovery.GroupsRoot;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the directories of groups in their places, whole or not at all, and packs them. Links,
 * hidden files and what Python leaves behind are not taken along. For one thread at a time.
 */
final class GroupTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(GroupTransfer.class);
  private static final String HIDDEN = ".";
  private static final String CACHE = "__pycache__";
  private static final String WORK = ".import-";
  private static final String NEW = "new";
  private static final String OLD = "old";

  /** As the former, but what lies there is kept once it is replaced. */
  private static final String KEEP = "keep";

  private static final String PREVIOUS = ".previous-";
  private static final int MAX_FILES = 5_000;
  private static final long MAX_BYTES = 256L << 20;

  private final GroupsRoot root;

  GroupTransfer(GroupsRoot root) {
    this.root = root;
  }

  /** Where archives can be put down for a while. */
  Path scratch() {
    root.look(); // makes the directory if there is none
    return root.path();
  }

  /** True if something has the name of a group. */
  boolean exists(String id) {
    return Files.exists(root.group(id).path(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Puts the files of a group into an empty directory. */
  @FunctionalInterface
  interface Filling {
    void into(Path directory) throws IOException;
  }

  /**
   * Makes a group of files, or puts them in the place of those that it has.
   *
   * @param files unpacks them, or says why that cannot be done
   * @throws ApiException 409 if the group is a link, else what the files throw
   */
  void put(String id, Filling files) {
    put(id, files, () -> {});
  }

  /**
   * The same, with something that is done once all files are there, and before they are in their
   * place.
   */
  synchronized void put(String id, Filling files, Runnable before) {
    put(id, files, before, OLD);
  }

  /**
   * The same; files that the group had are kept until it is replaced so again, unless they are the
   * same.
   *
   * @return where they are; empty if there were none, or they stayed
   */
  synchronized Optional<Path> putKeeping(String id, Filling files, Runnable before) {
    return put(id, files, before, KEEP) ? Optional.of(previous(id)) : Optional.empty();
  }

  /** Puts the files back that were kept, and deletes those that are in their place. */
  synchronized void putBack(String id) {
    try {
      Path work = Files.createTempDirectory(scratch(), WORK);
      swap(root.group(id).path(), work.resolve(NEW), previous(id));
      Trees.delete(work);
    } catch (IOException e) {
      throw new UncheckedIOException("The former files of the group " + id + " stay kept", e);
    }
  }

  private Path previous(String id) {
    return root.path().resolve(PREVIOUS + id);
  }

  /** True if files were replaced by others. */
  private boolean put(String id, Filling files, Runnable before, String former) {
    Path target = root.group(id).path();
    if (Files.isSymbolicLink(target)) {
      throw ApiException.conflict(GroupMessages.importIntoLink(id));
    }
    try {
      Path work = Files.createTempDirectory(scratch(), WORK);
      try {
        Path unpacked = Files.createDirectory(work.resolve(NEW));
        files.into(unpacked);
        PrivateFiles.syncTree(unpacked);
        before.run();
        boolean here = exists(id);
        if (here && SameFiles.are(target, unpacked, path -> !isLeftOut(path))) {
          return false; // as after a restore that ended in the middle
        }
        if (here) {
          swap(target, Files.createDirectory(work.resolve(former)).resolve(id), unpacked);
        } else {
          Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
        }
        PrivateFiles.sync(target.getParent()); // before the former files are deleted
        return here;
      } finally {
        tidy(work);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The group " + id + " could not be put in its place", e);
    }
  }

  private static void swap(Path target, Path old, Path fresh) throws IOException {
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /**
   * Puts right what a process left that ended in the middle of an import: a group that was moved
   * away comes back, and what is of no use is deleted. For the time before anything is imported.
   */
  void recover() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch(), WORK + "*")) {
      for (Path work : left) {
        attempt(work);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("What is left of imports in {} could not be put right", root.path(), e);
    }
  }

  private void attempt(Path work) {
    try {
      tidy(work);
    } catch (IOException e) {
      LOG.warn("{}, which is left of an import, could not be put right", work, e);
    }
  }

  /** Deletes what an import worked with, but not the only copy of a group's files. */
  private void tidy(Path work) throws IOException {
    boolean replaced = !Files.exists(work.resolve(NEW), LinkOption.NOFOLLOW_LINKS);
    for (String name : List.of(OLD, KEEP)) {
      Path old = work.resolve(name);
      if (Files.isDirectory(work, LinkOption.NOFOLLOW_LINKS)
          && Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(old)) {
          for (Path group : groups) {
            if (!isSafe(group, replaced)) {
              LOG.warn(
                  "The files that the group {} had are kept in {}", group.getFileName(), group);
              return;
            }
            if (name.equals(KEEP)) {
              keep(group);
            }
          }
        } catch (DirectoryIteratorException e) {
          throw e.getCause();
        }
      }
    }
    Trees.delete(work);
  }

  /** In the place of those that were kept before; nothing if they came back. */
  private void keep(Path former) throws IOException {
    if (Files.exists(former, LinkOption.NOFOLLOW_LINKS)) {
      Path kept = previous(former.getFileName().toString());
      if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
        Trees.delete(kept);
      }
      Files.move(former, kept, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** True if nothing is lost with a group's former files, also since they are in their place. */
  private boolean isSafe(Path former, boolean replaced) throws IOException {
    String id = former.getFileName().toString();
    if (GroupsRoot.isId(id) && !exists(id)) {
      Files.move(former, root.group(id).path(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    return replaced;
  }

  /**
   * What a group's archive has.
   *
   * @throws ApiException 409 if that is too much
   */
  List<Path> files(String id) {
    Path directory = root.group(id).path();
    List<Path> files = new ArrayList<>();
    try {
      Path real = directory.toRealPath();
      long[] bytes = {0};
      Files.walkFileTree(
          real,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return !path.equals(real) && isLeftOut(path)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !isLeftOut(path)) {
                files.add(path);
                bytes[0] += attributes.size();
              }
              return files.size() > MAX_FILES || bytes[0] > MAX_BYTES
                  ? FileVisitResult.TERMINATE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException problem) {
              return FileVisitResult.CONTINUE; // gone meanwhile, or nobody may read it
            }
          });
      if (files.size() > MAX_FILES || bytes[0] > MAX_BYTES) {
        throw ApiException.conflict(GroupMessages.exportTooLarge(MAX_FILES, MAX_BYTES >> 20));
      }
    } catch (NoSuchFileException e) {
      throw ApiException.conflict(GroupMessages.exportGone(id));
    } catch (IOException e) {
      throw new UncheckedIOException("The group " + id + " cannot be read", e);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private static boolean isLeftOut(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(HIDDEN) || name.equals(CACHE);
  }

  /** Packs files of a group, each below its name; one that is gone meanwhile is left out. */
  void pack(String id, List<Path> files, OutputStream out) throws IOException {
    Path real = root.group(id).path().toRealPath();
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Path file : files) {
      if (isThere(file)) {
        ZipEntry entry =
            new ZipEntry(id + "/" + real.relativize(file).toString().replace('\\', '/'));
        entry.setLastModifiedTime(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        zip.putNextEntry(entry);
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
          in.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
    zip.finish();
  }

  /** Scripts work here, too: what has become a link since is not followed. */
  private static boolean isThere(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && file.toRealPath().equals(file);
  }
}
