package dev.tempo.faults.fuzz;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** R4: ten million texts and requests that nobody expects. */
public final class FuzzRow implements FaultRow {
  private static final int INPUTS = 10_000_000;
  private static final int FEW = 60_000;
  private static final int HTTP_SHARE = 50;
  private static final int ARCHIVE_SHARE = 40;
  private static final int SOCKET_SHARE = 10; // of the requests

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    int times = settings.times(INPUTS, FEW);
    List<Figure> figures = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(settings.seed());
    int requests = times / HTTP_SHARE;
    int each = (times - requests - times / ARCHIVE_SHARE) / Parser.values().length;
    int done = 0;
    for (Parser parser : Parser.values()) {
      ParserFuzz fuzz = new ParserFuzz(parser, random.split());
      wrong.addAll(fuzz.run(each));
      done += each;
      String name = parser.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      settings.say(name + ": " + each);
      figures.add(Figure.of(name + ", slowest of " + each, "ms").ours(fuzz.slowestMillis()));
    }
    done += archives(times / ARCHIVE_SHARE, random, settings, wrong, figures);
    done += http(requests, random, settings, wrong, figures);
    wrong.forEach(settings::say);
    figures.addFirst(Figure.of("inputs", "").ours(done).target(Target.atLeast(INPUTS * 0.99)));
    figures.add(
        Figure.of("hangs, wrong exceptions, answers of 5xx", "")
            .ours(wrong.size())
            .target(Target.atMost(0)));
    return figures;
  }

  private static int archives(
      int times,
      SplittableRandom random,
      FaultSettings settings,
      List<String> wrong,
      List<Figure> figures)
      throws IOException {
    int each = times / ArchiveKind.values().length;
    for (ArchiveKind kind : ArchiveKind.values()) {
      try (Scratch scratch = Scratch.in(settings.directory())) {
        ArchiveFuzz fuzz = new ArchiveFuzz(kind, random.split(), scratch.path());
        wrong.addAll(fuzz.run(each));
        String name = "archive, " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        settings.say(name + ": " + each);
        figures.add(Figure.of(name + ", slowest of " + each, "ms").ours(fuzz.slowestMillis()));
      }
    }
    return each * ArchiveKind.values().length;
  }

  private static int http(
      int requests,
      SplittableRandom random,
      FaultSettings settings,
      List<String> wrong,
      List<Figure> figures)
      throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory());
        ServerProcess server =
            settings
                .launcher()
                .with("TEMPO_RATE_LIMIT_ENABLED", "false")
                .start(scratch.path().resolve("data"), 0)) {
      String url = server.awaitReady();
      Api api = new Api(url, status -> true);
      api.logIn();
      HttpFuzz fuzz = new HttpFuzz(url, api.token(), random.split());
      wrong.addAll(fuzz.run(requests));
      SocketFuzz sockets = new SocketFuzz(url, api.token(), random.split());
      wrong.addAll(sockets.run(requests / SOCKET_SHARE));
      if (api.get("/api/jobs?limit=1").isEmpty()) {
        wrong.add("the server does not answer any more");
      }
      figures.add(Figure.of("requests over HTTP that were answered", "").ours(fuzz.answered()));
      figures.add(Figure.of("WebSockets that were opened", "").ours(sockets.opened()));
      figures.add(
          Figure.of("frames and handshakes that were sent to them", "").ours(sockets.frames()));
      server.stop();
      return fuzz.answered() + (int) sockets.frames();
    }
  }
}
