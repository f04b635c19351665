package dev.tempo.server.cli;

import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code tempo train DIR}: the training run of the build, in the sense of class-data sharing (JEP
 * 350). Starts a server on an empty directory and a free port, asks it what a newcomer's browser
 * asks first, and ends, so that the virtual machine can write the classes that were needed.
 */
@Command(
    name = "train",
    description = "Starts and ends a server once, for the archive of classes of the build.",
    hidden = true)
final class TrainCommand implements Callable<Integer> {
  private static final int PATIENCE_MS = 30_000;
  private static final String END = "\r\n";
  private static final Pattern TOKEN = Pattern.compile("\"token\" *: *\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\" *: *\"([^\"]+)\"");

  private final ServerLauncher launcher;

  @Parameters(paramLabel = "DIR", description = "An empty directory.")
  private Path directory;

  TrainCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    SettingSources sources = SettingSources.NONE.flag(Settings.PORT, "0");
    try (ServerLauncher.Running server =
        launcher.launch(new ServerLauncher.Options(sources, directory, Optional.empty()))) {
      return new Visitor(server.port()).visit();
    }
  }

  /**
   * Asks as a browser would, through a bare socket: whatever is loaded meanwhile goes into the
   * archive, and the classes of a client and of TLS would take a tenth of it.
   */
  private record Visitor(int port) {
    private static final String PASSWORD = "training-run-1";
    private static final int LOOKS = 2_000;

    int visit() throws IOException {
      for (String path : List.of("/", "/api/setup/status", "/api/health")) {
        if (!send("GET", path, "", "").startsWith("HTTP/1.1 200 ")) {
          return ExitCode.FAILURE;
        }
      }
      String account = "{\"username\":\"train\",\"password\":\"" + PASSWORD + "\"}";
      send("POST", "/api/setup/admin", "", account);
      Optional<String> token = find(TOKEN, send("POST", "/api/auth/login", "", account));
      if (token.isEmpty()) {
        return ExitCode.FAILURE;
      }
      String job =
          "{\"name\":\"Train\",\"task\":{\"kind\":\"shell\",\"content\":\"echo train\\n\"},"
              + "\"triggers\":[{\"type\":\"cron\",\"expression\":\"0 3 * * *\"}]}";
      Optional<String> id = find(ID, send("POST", "/api/jobs", token.get(), job));
      if (id.isEmpty()) {
        return ExitCode.FAILURE;
      }
      send("POST", "/api/jobs/" + id.get() + "/run", token.get(), "{}");
      send("GET", "/api/jobs", token.get(), "");
      boolean ended = false;
      for (int look = 0; look < LOOKS && !ended; look++) {
        ended = send("GET", "/api/runs", token.get(), "").contains("\"exitCode\":0");
      }
      return ended ? ExitCode.OK : ExitCode.FAILURE;
    }

    private String send(String method, String path, String token, String body) throws IOException {
      String credentials = token.isEmpty() ? "" : "Authorization: Bearer " + token + END;
      String request =
          (method + " " + path + " HTTP/1.1" + END)
              + ("Host: 127.0.0.1:" + port + END)
              + ("Connection: close" + END)
              + credentials
              + ("Content-Type: application/json" + END)
              + ("Content-Length: " + body.length() + END + END)
              + body;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(PATIENCE_MS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private static Optional<String> find(Pattern pattern, String answer) {
      Matcher found = pattern.matcher(answer);
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
  }
}
