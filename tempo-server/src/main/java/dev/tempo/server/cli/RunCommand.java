package dev.tempo.server.cli;

import dev.tempo.server.system.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code tempo run}: runs the server until it is asked to end. */
@Command(
    name = "run",
    description = "Runs the server in the foreground (this is what tempo does by default).",
    versionProvider = TempoCommand.VersionLine.class)
final class RunCommand extends SettingsCommand {
  private final Launcher launcher;

  RunCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws InterruptedException {
    Launcher.Options told = told();
    Path directory = told.dataDirectory();
    Launcher.Running server = launcher.launch(told);
    PidFile pidFile = PidFile.in(directory);
    String url = "http://" + inUrl(server.host()) + ":" + server.port();
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop = Thread.ofPlatform().name("tempo-shutdown").unstarted(() -> end(server, ended));
    Runtime.getRuntime().addShutdownHook(stop);
    pidFile.write(url);
    PrintWriter out = out();
    out.println(
        String.format(
            Locale.ROOT, "Tempo %s ready on %s (data in %s)", Version.CURRENT, url, directory));
    out.flush();
    ended.await();
    return ExitCode.OK;
  }

  private void end(Launcher.Running server, CountDownLatch ended) {
    PidFile.in(told().dataDirectory()).delete();
    server.close();
    ended.countDown();
  }

  private static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host; // RFC 3986 §3.2.2
  }
}
