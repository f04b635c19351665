package dev.tempo.server.security.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.http.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as the kernel writes them, with sockets of this account and of another. */
final class LocalPeersTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n";
  private static final Connection CONNECTION = new Connection(0x99B0, 0x1F90);

  @TempDir Path processes;
  private Object own;

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(processes.resolve("net"));
    Path self = Files.createDirectory(processes.resolve("self"));
    own = Files.getAttribute(self, "unix:uid");
  }

  @Test
  void connectionOfThisAccount_isKnown_overEitherProtocol() throws IOException {
    table("tcp", row("0100007F:99B0 0100007F:1F90", own));
    assertThat(isOwn()).isTrue();
    Files.delete(processes.resolve("net/tcp"));
    table(
        "tcp6",
        row("00000000000000000000000001000000:99B0 00000000000000000000000001000000:1F90", own));
    assertThat(isOwn()).isTrue();
  }

  @Test
  void connectionOfAnother_orOfNobody_isNot() throws IOException {
    table("tcp", row("0100007F:99B0 0100007F:1F90", 4_242));
    assertThat(isOwn()).isFalse();
    table("tcp", row("0100007F:1F90 0100007F:99B0", own) + row("0100007F:99B1 0100007F:1F90", own));
    assertThat(isOwn()).as("this end of it, and another connection").isFalse();
    table("tcp", row("0100007F:99B0 0100007F:1F90", own) + row("0200007F:99B0 0100007F:1F90", 33));
    assertThat(isOwn()).as("one of two that look alike").isFalse();
    table("tcp", "nonsense\n");
    assertThat(isOwn()).isFalse();
  }

  @Test
  void systemWithoutSuchTables_cannotTell() {
    assertThat(isOwn()).isTrue();
  }

  private boolean isOwn() {
    return new LocalPeers(processes).isOfThisAccount(CONNECTION);
  }

  private void table(String name, String rows) throws IOException {
    Files.writeString(processes.resolve("net").resolve(name), HEAD + rows);
  }

  private static String row(String addresses, Object account) {
    return "   1: "
        + addresses
        + " 01 00000000:00000000 02:00000044 00000000  "
        + account
        + " 0 5\n";
  }
}
