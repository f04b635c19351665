package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.HealthWatch.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One attack after the other against a server as people start it, with other people's work going
 * on: health answers in time, nothing of others is missed, and nothing needs a restart.
 */
@EnabledOnOs(OS.LINUX)
final class UnderAttackTest {
  /** Of a machine that is not busy with other things. */
  private static final double MOST_MS = 200;

  /** How many times as long as just before the attack, where the machine is slow by itself. */
  private static final double MOST_TIMES = 20;

  /** A machine may be busy with something else for a while; a server that is used up stays so. */
  private static final int WINDOWS = 8;

  private static final Duration WINDOW = Duration.ofMillis(400);
  private static final Duration LONG_WINDOW = Duration.ofSeconds(20);
  private static final Duration BEFORE = Duration.ofMillis(200);

  /** The heap is 192 MiB at most; classes, code, threads and the databases' pages come to it. */
  private static final long MOST_BYTES = 420L << 20;

  @TempDir static Path directory;
  private static RealServer server;
  private static Attacks attacks;
  private static OthersWork work;
  private static HealthWatch health;

  @FunctionalInterface
  private interface Once {
    void attack() throws Exception;
  }

  private record Attack(String name, int atOnce, Once once) {}

  @BeforeAll
  static void start() throws Exception {
    server =
        RealServer.start(
            directory,
            Map.of(
                "TEMPO_ALLOWED_ORIGINS", Attacks.FRIEND, "TEMPO_TRUSTED_PROXIES", Attacks.PROXY));
    attacks = new Attacks(server, directory.resolve("data"));
    work = new OthersWork(server);
    health = new HealthWatch(server.port());
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      assertThat(server.process().isAlive()).isTrue();
      say("peak " + (server.peakBytes() >> 20) + " MiB");
      work.close();
      assertThat(server.peakBytes()).isLessThan(MOST_BYTES);
    } finally {
      attacks.close();
      server.close();
    }
  }

  private static List<Attack> all() {
    return List.of(
        new Attack("1 bodies of strangers", 4, attacks::strangersBodies),
        new Attack("1 bodies of who is known", 2, attacks::knownBodies),
        new Attack("4 files that others may read", 1, attacks::openFiles),
        new Attack("5 instants beyond all clocks", 1, attacks::farInstants),
        new Attack("6 readers who do not read", 1, attacks::deafReaders),
        new Attack("7 patterns with countless ways", 4, attacks::patterns),
        new Attack("8 differences of large versions", 4, attacks::differences),
        new Attack("9 receivers that drip", 1, attacks::dripping),
        new Attack("10 keys that make keys", 2, attacks::keysOfKeys),
        new Attack("11 ids of deleted jobs", 1, attacks::idsOfThePast),
        new Attack("13 sockets of foreign pages", 2, attacks::foreignSockets),
        new Attack("14 forged addresses", 1, attacks::forgedAddresses),
        new Attack("15 scripts that grow", 1, attacks::grownScripts),
        new Attack("16 archives that unpack to much", 4, attacks::bombs));
  }

  @TestFactory
  Stream<DynamicTest> attack_keepsNobodyFromTheirWork() {
    return all().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name, () -> withstand(attack, WINDOW)));
  }

  @Tag("long")
  @TestFactory
  Stream<DynamicTest> longAttack_keepsNobodyFromTheirWork() {
    return all().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name, () -> withstand(attack, LONG_WINDOW)));
  }

  private static void withstand(Attack attack, Duration window) throws Exception {
    Times before = health.watch(BEFORE);
    double bound = Math.max(MOST_MS, MOST_TIMES * before.ninth());
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    List<Future<Void>> attackers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(attack.atOnce)) {
      for (int i = 0; i < attack.atOnce; i++) {
        attackers.add(pool.submit(() -> repeat(attack.once, over, done)));
      }
      Times during = health.watch(window);
      for (int i = 1; i < WINDOWS && during.ninth() >= bound; i++) {
        say(attack.name + ": " + during + ", which is too long; once more");
        during = health.watch(window);
      }
      over.set(true);
      for (Future<Void> attacker : attackers) {
        attacker.get(60, TimeUnit.SECONDS);
      }
      say(attack.name + ": " + during + ", " + done + " attacks; before: " + before);
      assertThat(during.ninth()).as(attack.name + " " + during).isLessThan(bound);
    } finally {
      over.set(true);
    }
    work.assertGoesOn();
    assertThat(server.process().isAlive()).isTrue();
  }

  /** For people: what a test demands is less than what it shows. */
  private static void say(String figure) {
    System.out.println(figure);
  }

  private static Void repeat(Once once, AtomicBoolean over, AtomicInteger done) throws Exception {
    do {
      once.attack();
      done.incrementAndGet();
    } while (!over.get());
    return null;
  }
}
