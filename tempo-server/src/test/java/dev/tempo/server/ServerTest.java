package dev.tempo.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test over a server that is set up, with a client that is its first account. */
abstract class ServerTest {
  @TempDir Path directory;
  TestServer server;
  ApiClient admin;

  @BeforeEach
  void startServer() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }
}
