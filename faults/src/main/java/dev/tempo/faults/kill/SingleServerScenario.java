package dev.tempo.faults.kill;

import dev.tempo.faults.server.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One server on one data directory; what happens to it and where its data are, others say. */
abstract class SingleServerScenario implements Scenario {
  private final Path data;
  private final SingleServer server;

  SingleServerScenario(Launcher launcher, Path directory) throws IOException {
    this.data = directory.resolve("data");
    this.server = new SingleServer(launcher, data);
  }

  final Path data() {
    return data;
  }

  final SingleServer server() {
    return server;
  }

  @Override
  public final String url() {
    return server.url();
  }

  @Override
  public final List<Path> directories() {
    return List.of(data);
  }

  @Override
  public final void begin() throws IOException {
    server.start();
  }

  @Override
  public final void end() {
    server.stop();
  }

  @Override
  public void close() {
    server.close();
  }
}
