package dev.tempo.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long a line takes from its being written to its receipt, with 200 WebSocket readers of
 * a run that prints 1,000 lines a second; and whether any was lost, doubled or out of order. For
 * hand: {@code java … dev.tempo.server.LiveFigures [readers] [lines a second] [seconds]}.
 */
final class LiveFigures {
  private static final String CONTENT = "\"content\":\"";
  private static final String NUMBER = "\"lineNumber\":";
  private static final String SCRIPT =
      """
      import sys, time
      rate, seconds = int(sys.argv[1]), int(sys.argv[2])
      time.sleep(3)
      begin = time.monotonic()
      for i in range(rate * seconds):
          due = begin + i / rate
          wait = due - time.monotonic()
          if wait > 0:
              time.sleep(wait)
          sys.stdout.write(f"{time.time_ns() // 1000} {'x' * 80}\\n")
          sys.stdout.flush()
      """;

  private final List<long[]> latencies = new ArrayList<>();
  private final CountDownLatch ended;
  private int wrong;

  private LiveFigures(int readers) {
    this.ended = new CountDownLatch(readers);
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    int readers = argument(arguments, 0, 200);
    int rate = argument(arguments, 1, 1_000);
    int seconds = argument(arguments, 2, 10);
    Path directory = Files.createTempDirectory("tempo-live");
    Path script = Files.writeString(directory.resolve("script.py"), SCRIPT);
    try (TestServer server = TestServer.startSetUp(directory.resolve("data"))) {
      new LiveFigures(readers).measure(server, script, readers, rate, seconds);
    }
  }

  private void measure(TestServer server, Path script, int readers, int rate, int seconds)
      throws Exception {
    ApiClient admin = server.admin();
    String command = "exec python3 " + script + " " + rate + " " + seconds;
    String task = "'task':{'kind':'shell','content':'" + command + "'}";
    admin.post("/api/jobs", "{'name':'Live'," + task + "}").status(201);
    String id = admin.post("/api/jobs/live/run").status(202).data("runId").textValue();
    URI uri =
        URI.create(
            server.url().replace("http:", "ws:") + "/api/runs/" + id + "/logs/live?stream=stdout");
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; i < readers; i++) {
      WebSocket.Builder builder = http.newWebSocketBuilder();
      admin.headers().forEach(builder::header);
      builder.buildAsync(uri, new Reader(rate * seconds)).join();
    }
    if (!ended.await(120L + seconds, TimeUnit.SECONDS)) {
      System.out.println(ended.getCount() + " readers did not see the end");
    }
    print(readers, rate, seconds);
  }

  private synchronized void print(int readers, int rate, int seconds) {
    long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "%d readers, %d lines/s, %d s: %d lines received, %d readers wrong%n",
        readers, rate, seconds, all.length, wrong);
    double cpu =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    System.out.printf("%.1f s of CPU, server and readers together%n", cpu);
    for (double share : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
      int at = Math.max(0, (int) Math.ceil(share * all.length) - 1);
      System.out.printf("p%s %.1f ms%n", share * 100, all[at] / 1000.0);
    }
  }

  private synchronized void done(long[] received, boolean right) {
    latencies.add(received);
    wrong += right ? 0 : 1;
    ended.countDown();
  }

  private static int argument(String[] arguments, int at, int otherwise) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
  }

  /** One reader. */
  private final class Reader implements WebSocket.Listener {
    private final long[] micros;
    private final StringBuilder text = new StringBuilder();
    private int count;
    private boolean right = true;

    Reader(int lines) {
      this.micros = new long[lines];
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        take(text.toString(), now);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      boolean whole = right && code == 1000 && count == micros.length;
      if (!whole) {
        System.out.printf("Closed with %d '%s' after %d lines%n", code, reason, count);
      }
      done(Arrays.copyOf(micros, count), whole);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable problem) {
      System.out.printf("Failed after %d lines: %s%n", count, problem);
      problem.printStackTrace(System.out);
      done(Arrays.copyOf(micros, count), false);
    }

    /** Reads what it needs and no more, since it shares the machine with what it measures. */
    private void take(String frame, long now) {
      int at = frame.indexOf(CONTENT);
      while (at >= 0) {
        at += CONTENT.length();
        long written = Long.parseLong(frame, at, frame.indexOf(' ', at), 10);
        at = frame.indexOf(NUMBER, at) + NUMBER.length();
        int end = at;
        while (Character.isDigit(frame.charAt(end))) {
          end++;
        }
        take(Integer.parseInt(frame, at, end, 10), now - written);
        at = frame.indexOf(CONTENT, end);
      }
    }

    private void take(int number, long latency) {
      right &= number == count + 1 && count < micros.length;
      if (count < micros.length) {
        micros[count++] = latency;
      }
    }
  }
}
