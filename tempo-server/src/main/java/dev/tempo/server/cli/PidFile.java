package dev.tempo.server.cli;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Says which process is the server of a data directory, and where it answers. Written once the
 * server answers. It names the process by number, start time and boot, so that another one which
 * has got its number is not taken for it.
 */
final class PidFile {
  private final Path file;

  private PidFile(Path file) {
    this.file = file;
  }

  /** Of a data directory. */
  static PidFile in(Path dataDirectory) {
    return new PidFile(dataDirectory.resolve("tempo.pid"));
  }

  /**
   * A server that runs, or ran.
   *
   * @param process which process
   * @param url where it answers
   */
  record Server(ProcessIdentity process, String url) {

    /** Its process, if it is still that one. */
    Optional<ProcessHandle> handle() {
      boolean same = ProcessStartId.of(process.pid()).equals(Optional.of(process));
      return same ? ProcessHandle.of(process.pid()) : Optional.empty();
    }
  }

  /** Says that this process is the server. */
  void write(String url) {
    ProcessIdentity own = ProcessStartId.of(ProcessHandle.current().pid()).orElseThrow();
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(own.pid()));
    properties.setProperty("started", Long.toString(own.startTicks()));
    properties.setProperty("boot", own.bootId());
    properties.setProperty("url", url);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (Writer out =
          new OutputStreamWriter(PrivateFiles.create(fresh), StandardCharsets.UTF_8)) {
        properties.store(out, "The server of this directory");
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be written", e);
    }
  }

  /** What stands in the file; empty if there is none, or it is not whole. */
  Optional<Server> read() {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
      ProcessIdentity process =
          new ProcessIdentity(
              Long.parseLong(properties.getProperty("pid", "")),
              Long.parseLong(properties.getProperty("started", "")),
              properties.getProperty("boot", ""));
      return Optional.of(new Server(process, properties.getProperty("url", "")));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    }
  }

  /** The process of the server; empty if none runs. */
  Optional<ProcessHandle> process() {
    return read().flatMap(Server::handle);
  }

  /** True if a server has left its file behind. */
  boolean isStale() {
    return Files.exists(file) && process().isEmpty();
  }

  /** Deletes it if it is this process that it names: the directory may be another's by now. */
  void deleteOwn() {
    if (read()
        .filter(server -> server.process().pid() == ProcessHandle.current().pid())
        .isPresent()) {
      delete();
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be deleted", e);
    }
  }
}
