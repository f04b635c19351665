package dev.tempo.faults.damage;

import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.server.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** R2: files that are damaged, missing or out of reach, clocks that jump, machines that starve. */
public final class DamageRow implements FaultRow {
  private static final int PLACES = 100;
  private static final int FEW = 3;

  private final List<DamageCase> cases;
  private final List<String> wrong = new ArrayList<>();
  private int goesOn;
  private int stops;
  private int places;

  /** One with all that may befall an installation. */
  public DamageRow() {
    this(DamageCases.all());
  }

  DamageRow(List<DamageCase> cases) {
    this.cases = cases;
  }

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory())) {
      Files.setPosixFilePermissions(scratch.path(), PosixFilePermissions.fromString("rwx--x--x"));
      Launcher launcher = settings.launcher().with("TEMPO_RATE_LIMIT_ENABLED", "false");
      InstallationTemplate closed =
          InstallationTemplate.make(launcher, scratch.path().resolve("closed"), false);
      InstallationTemplate killed =
          InstallationTemplate.make(launcher, scratch.path().resolve("killed"), true);
      for (DamageCase each : cases) {
        befall(each, each.killed() ? killed : closed, launcher, settings);
      }
      int times = settings.times(PLACES, FEW);
      SplittableRandom random = new SplittableRandom(settings.seed());
      for (InstallationTemplate template : List.of(closed, killed)) {
        for (String file : template.databases()) {
          damage(template, file, times, random, scratch.path());
          settings.say(template.directory().getFileName() + "/" + file + ": " + times + " × 2");
        }
      }
    }
    wrong.forEach(settings::say);
    return List.of(
        Figure.of("servers that went on", "cases").ours(goesOn),
        Figure.of("servers that stopped with one line", "cases").ours(stops),
        Figure.of("places of databases cut or changed", "places").ours(places),
        Figure.of("violations", "").ours(wrong.size()).target(Target.atMost(0)));
  }

  private void befall(
      DamageCase damage, InstallationTemplate template, Launcher launcher, FaultSettings settings)
      throws IOException, InterruptedException {
    Scratch scratch = Scratch.in(template.directory().getParent());
    try {
      Files.setPosixFilePermissions(scratch.path(), PosixFilePermissions.fromString("rwx--x--x"));
      Path data = scratch.path().resolve("data");
      template.copyTo(data);
      damage.mutation().apply(data);
      ServerTrial.Outcome outcome =
          new ServerTrial(damage.surroundings().around(launcher), data).run();
      outcome.wrong().forEach(what -> wrong.add(damage.name() + ": " + what));
      String how = outcome.goesOn() ? "goes on" : "stops";
      settings.say(damage.name() + ": " + how + ": " + outcome.line());
      if (outcome.goesOn()) {
        goesOn++;
      } else {
        stops++;
      }
    } finally {
      Patience.until("the end of all scripts", Duration.ofMillis(100), () -> isGone(scratch));
    }
  }

  /** A script that outlived its server may still write. */
  private static boolean isGone(Scratch scratch) {
    try {
      scratch.close();
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void damage(
      InstallationTemplate template, String file, int times, SplittableRandom random, Path parent)
      throws IOException {
    for (int time = 0; time < times; time++) {
      for (boolean cut : new boolean[] {true, false}) {
        try (Scratch scratch = Scratch.in(parent)) {
          Path data = scratch.path().resolve("data");
          template.copyTo(data);
          PlaceTrial trial = new PlaceTrial(data, file, random);
          Optional<String> found = cut ? trial.truncated() : trial.flipped();
          found.ifPresent(what -> wrong.add(file + " " + what));
          places++;
        }
      }
    }
  }
}
