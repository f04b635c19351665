package dev.tempo.server.security.authentication;

import dev.tempo.server.http.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tells which account of this machine is at the other end of a connection over loopback, by the
 * kernel's table of sockets (proc_net_tcp(5)). A proxy that says nothing of itself is told so from
 * whoever started the server, unless it runs under the same account. Thread-safe.
 */
public final class LocalPeers {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int ACCOUNT = 7;
  private static final int HEX = 16;

  private final Path processes;

  /** Of this machine. */
  public LocalPeers() {
    this(Path.of("/proc"));
  }

  /** By tables below a directory. */
  LocalPeers(Path processes) {
    this.processes = processes;
  }

  /**
   * Whether the other end is a process of the account that the server runs under. Where the system
   * has no such table it cannot be told, and is taken for granted; where the table does not have
   * the connection it is not.
   */
  boolean isOfThisAccount(Connection connection) {
    try {
      List<Path> tables =
          Stream.of("net/tcp", "net/tcp6").map(processes::resolve).filter(Files::exists).toList();
      if (tables.isEmpty()) {
        return true;
      }
      String own = Objects.toString(Files.getAttribute(processes.resolve("self"), "unix:uid"));
      List<String> accounts = new ArrayList<>();
      for (Path table : tables) {
        accounts.addAll(accounts(table, connection));
      }
      return !accounts.isEmpty() && accounts.stream().allMatch(own::equals);
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> accounts(Path table, Connection connection) throws IOException {
    String peer = String.format(Locale.ROOT, ":%04X ", connection.peerPort());
    return Files.readAllLines(table, StandardCharsets.US_ASCII).stream()
        .skip(1)
        .filter(line -> line.contains(peer)) // there can be some ten thousand others
        .map(line -> line.strip().split("\\s+"))
        .filter(
            cells ->
                cells.length > ACCOUNT
                    && port(cells[LOCAL]) == connection.peerPort()
                    && port(cells[REMOTE]) == connection.ownPort())
        .map(cells -> cells[ACCOUNT])
        .toList();
  }

  /** The port of an address as {@code 0100007F:1F90}. */
  private static int port(String address) {
    String digits = address.substring(address.lastIndexOf(':') + 1).toUpperCase(Locale.ROOT);
    return digits.matches("[0-9A-F]{4}") ? Integer.parseInt(digits, HEX) : -1;
  }
}
