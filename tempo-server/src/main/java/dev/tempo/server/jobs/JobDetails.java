package dev.tempo.server.jobs;

import dev.tempo.server.security.authorization.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * What the server knows of a job besides what the library does. Immutable.
 *
 * @param labels how it is shown and found
 * @param ownership whose it is
 * @param behaviour what the server does about it
 * @param secretVariables the names of environment variables whose values are not shown
 * @param stamps when it was made and changed
 */
public record JobDetails(
    Labels labels,
    Ownership ownership,
    JobOptions behaviour,
    Set<String> secretVariables,
    Timestamps stamps) {

  /** Copies the set. */
  public JobDetails {
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(ownership, "ownership");
    Objects.requireNonNull(behaviour, "behaviour");
    Objects.requireNonNull(stamps, "stamps");
    secretVariables = Set.copyOf(secretVariables);
  }

  /** An empty one takes no space, and of many jobs nearly all are. */
  private static Map<String, String> inOrder(Map<String, String> texts) {
    return texts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** What holds for a job of which the server knows nothing. */
  public static JobDetails none(Instant madeAt) {
    return new JobDetails(
        Labels.NONE,
        new Ownership(Optional.empty(), Role.VIEWER),
        JobOptions.DEFAULT,
        Set.of(),
        new Timestamps(madeAt, madeAt, 1, 0));
  }

  /**
   * What a job does, in words.
   *
   * @param text for whoever reads no other language; empty for none
   * @param languages the same in other languages, by their codes
   */
  public record Description(String text, Map<String, String> languages) {
    /** No words. */
    public static final Description NONE = new Description("", Map.of());

    /** Copies the map. */
    public Description {
      Objects.requireNonNull(text, "text");
      languages = inOrder(languages);
    }

    /** Returns the text in a language, else the one for all others. */
    public String in(String language) {
      return languages.getOrDefault(language, text);
    }
  }

  /**
   * How it is shown and found.
   *
   * @param description what it does
   * @param displayName its name in other languages
   * @param category a word to group by; empty for none
   * @param tags words to find it by
   * @param folderId the folder that it is in; empty for one at the top
   */
  public record Labels(
      Description description,
      Map<String, String> displayName,
      String category,
      List<String> tags,
      Optional<UUID> folderId) {

    static final Labels NONE =
        new Labels(Description.NONE, Map.of(), "", List.of(), Optional.empty());

    /** Copies the collections. */
    public Labels {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(category, "category");
      Objects.requireNonNull(folderId, "folderId");
      displayName = inOrder(displayName);
      tags = List.copyOf(tags);
    }

    /** Returns a copy for another folder. */
    public Labels in(Optional<UUID> folder) {
      return folder.equals(folderId)
          ? this
          : new Labels(description, displayName, category, tags, folder);
    }

    /** Returns a copy with another text for whoever reads no other language. */
    Labels describedAs(String text) {
      return new Labels(
          new Description(text, description.languages()), displayName, category, tags, folderId);
    }

    /** Returns a copy with other tags. */
    public Labels tags(List<String> tags) {
      return new Labels(description, displayName, category, tags, folderId);
    }
  }

  /**
   * Whose it is.
   *
   * @param ownerId the account that may edit it; empty if nobody's
   * @param requiredLevel the least role that may see and run it
   */
  public record Ownership(Optional<UUID> ownerId, Role requiredLevel) {}

  /**
   * What the server does about it.
   *
   * @param alarms what is expected of it, and whom to tell
   * @param parameters what its runs are asked for
   * @param page the page that its script serves
   * @param urlTrigger whether a URL may run it
   * @param autoSave whether the editor may save unasked
   */
  public record JobOptions(
      Alarms alarms,
      List<ParameterDefinition> parameters,
      ScriptPage page,
      boolean urlTrigger,
      boolean autoSave) {

    static final JobOptions DEFAULT =
        new JobOptions(Alarms.DEFAULT, List.of(), ScriptPage.NONE, false, true);

    /** Copies the list. */
    public JobOptions {
      Objects.requireNonNull(alarms, "alarms");
      parameters = List.copyOf(parameters);
    }

    /** Whom to tell about its runs. */
    public Notification notification() {
      return alarms.notification();
    }

    /** What it is expected to do in time. */
    public Expectation expectation() {
      return alarms.expectation();
    }
  }

  /**
   * What is expected of it, and whom to tell.
   *
   * @param notification whom to tell about its runs, and that it is late
   * @param expectation what it is expected to do in time
   */
  public record Alarms(Notification notification, Expectation expectation) {
    static final Alarms DEFAULT = new Alarms(Notification.DEFAULT, Expectation.NONE);

    /** Checks that both are there. */
    public Alarms {
      Objects.requireNonNull(notification, "notification");
      Objects.requireNonNull(expectation, "expectation");
    }
  }

  /**
   * Whom to tell about its runs.
   *
   * @param on which of them
   * @param emails where to write to
   * @param webhookUrl what to call; empty for nothing
   */
  public record Notification(On on, List<String> emails, Optional<String> webhookUrl) {

    /** Which runs somebody is told about. */
    public enum On {
      /** None. */
      NEVER,
      /** Those that did not end well. */
      FAILURE,
      /** Those that ended well. */
      SUCCESS,
      /** All. */
      ALWAYS
    }

    static final Notification DEFAULT = new Notification(On.FAILURE, List.of(), Optional.empty());

    /** Copies the list. */
    public Notification {
      emails = List.copyOf(emails);
    }
  }

  /**
   * The page that its script serves.
   *
   * @param preferredPort the port that it likes; empty for any
   * @param autoOpen whether it opens by itself
   */
  public record ScriptPage(OptionalInt preferredPort, boolean autoOpen) {
    static final ScriptPage NONE = new ScriptPage(OptionalInt.empty(), false);
  }

  /**
   * When it was made and changed.
   *
   * @param createdAt when it was made
   * @param updatedAt when it was last changed
   * @param scriptVersion how many contents it has had
   * @param revision how many saves changed these details alone, and not the definition
   */
  public record Timestamps(
      Instant createdAt, Instant updatedAt, long scriptVersion, long revision) {}

  /** The folder that the job is in; empty for one at the top. */
  public Optional<UUID> folderId() {
    return labels.folderId();
  }

  /** Returns a copy that tells of other runs. */
  JobDetails telling(Notification.On on) {
    Notification old = behaviour.notification();
    Notification told = new Notification(on, old.emails(), old.webhookUrl());
    return with(new Alarms(told, behaviour.expectation()), behaviour.parameters());
  }

  /** Returns a copy that asks for other parameters. */
  JobDetails asking(List<ParameterDefinition> parameters) {
    return with(behaviour.alarms(), parameters);
  }

  private JobDetails with(Alarms alarms, List<ParameterDefinition> parameters) {
    JobOptions changed =
        new JobOptions(
            alarms, parameters, behaviour.page(), behaviour.urlTrigger(), behaviour.autoSave());
    return new JobDetails(labels, ownership, changed, secretVariables, stamps);
  }

  /** Returns a copy with other labels. */
  public JobDetails withLabels(Labels labels) {
    return new JobDetails(labels, ownership, behaviour, secretVariables, stamps);
  }

  /** Returns a copy of somebody else's. */
  public JobDetails ownedBy(Optional<UUID> owner) {
    Ownership changed = new Ownership(owner, ownership.requiredLevel());
    return new JobDetails(labels, changed, behaviour, secretVariables, stamps);
  }

  /** Returns a copy with other stamps. */
  public JobDetails withStamps(Timestamps stamps) {
    return new JobDetails(labels, ownership, behaviour, secretVariables, stamps);
  }
}
