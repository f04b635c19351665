package dev.tempo.server.pages;

import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import org.junit.jupiter.api.BeforeEach;

/** What tests share that look at a server of their own as its first account. */
abstract class AdminPageTest extends BrowserTest {
  TestServer server;
  ApiClient admin;

  @BeforeEach
  final void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    openWindowOfAdmin(server.url());
  }

  @Override
  final void stop() {
    server.close();
  }
}
