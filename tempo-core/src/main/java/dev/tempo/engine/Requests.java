package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.engine.cluster.Report;
import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.store.cluster.Mailbox;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What nodes may ask and tell, by name. */
final class Requests {
  private static final Map<String, Class<? extends Request<?>>> KINDS =
      Stream.<Class<? extends Request<?>>>of(
              JobRequest.Save.class,
              JobRequest.SaveIfAbsent.class,
              JobRequest.Enable.class,
              JobRequest.Delete.class,
              QueueRequest.Save.class,
              QueueRequest.Rate.class,
              QueueRequest.Remove.class,
              QueueRequest.Pause.class,
              QueueRequest.KeptLimit.class,
              QueueRequest.PauseAll.class,
              NodeRequest.Look.class,
              RunCommand.Submit.class,
              RunCommand.SubmitAfter.class,
              RunCommand.Cancel.class,
              RunCommand.Acknowledge.class,
              RunCommand.Requeue.class,
              RunCommand.TellDeleted.class,
              RunCommand.AskReason.class,
              RunCommand.ReadOutbox.class)
          .collect(Collectors.toMap(Requests::name, Function.identity()));

  private static final Map<String, Class<? extends Report>> REPORTS =
      Stream.<Class<? extends Report>>of(
              Report.Ended.class,
              Report.Read.class,
              Report.HandedOver.class,
              Report.Found.class,
              Report.FoundAll.class)
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private Requests() {}

  private static String name(Class<?> kind) {
    return kind.getEnclosingClass().getSimpleName() + "." + kind.getSimpleName();
  }

  /** As it goes to the leader. */
  static Mailbox.Command write(Ids ids, long now, UUID incarnation, Request<?> request) {
    return new Mailbox.Command(
        ids.next(now), incarnation, name(request.getClass()), WireFormat.write(request));
  }

  /**
   * As it came.
   *
   * @throws IllegalArgumentException if this version does not know it
   */
  static Request<?> read(Mailbox.Command command) {
    Class<? extends Request<?>> kind = KINDS.get(command.kind());
    if (kind == null) {
      throw new IllegalArgumentException(
          "The leader does not know what was asked: " + command.kind());
    }
    return WireFormat.read(command.body(), kind);
  }

  /**
   * What a node told.
   *
   * @throws IllegalArgumentException if this version does not know it
   */
  static Report report(Mailbox.Outcome outcome) {
    Class<? extends Report> kind = REPORTS.get(outcome.kind());
    if (kind == null) {
      throw new IllegalArgumentException(
          "The leader does not know what was told: " + outcome.kind());
    }
    return WireFormat.read(outcome.body(), kind);
  }
}
