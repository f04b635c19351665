package dev.tempo.server.cli;

import dev.tempo.server.system.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tempo run}: runs the server until it is asked to end. */
@Command(
    name = "run",
    description = "Runs the server in the foreground (this is what tempo does by default).",
    mixinStandardHelpOptions = true,
    versionProvider = TempoCommand.VersionLine.class)
final class RunCommand implements Callable<Integer> {
  private final Launcher launcher;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any that is free (TEMPO_PORT; default 8080).",
      defaultValue = "${env:TEMPO_PORT:-8080}")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (TEMPO_HOST; default 127.0.0.1).",
      defaultValue = "${env:TEMPO_HOST:-127.0.0.1}")
  private String host;

  @Option(
      names = "--data-path",
      paramLabel = "DIR",
      description = "Where everything is kept (TEMPO_DATA_PATH; default ~/.tempo).",
      defaultValue = "${env:TEMPO_DATA_PATH:-${sys:user.home}/.tempo}")
  private Path dataPath;

  RunCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path directory = dataPath.toAbsolutePath().normalize();
    Launcher.Running server = launcher.launch(new Launcher.Options(host, port, directory));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("tempo-shutdown")
                .unstarted(
                    () -> {
                      server.close();
                      ended.countDown();
                    }));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Tempo %s ready on http://%s:%d (data in %s)"
            .formatted(Version.CURRENT, hostInUrl(), server.port(), directory));
    out.flush();
    ended.await();
    return ExitCode.OK;
  }

  private String hostInUrl() {
    return host.contains(":") ? "[" + host + "]" : host; // RFC 3986 §3.2.2
  }
}
