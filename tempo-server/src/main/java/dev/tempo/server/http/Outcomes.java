package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.counted;

import dev.tempo.ConflictException;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What became of each of many things to which one call did the same: what was done, and what was
 * refused and why. Not thread-safe.
 *
 * @param <T> what is told of one to which it was done
 */
public final class Outcomes<T> {
  private final Supplier<Translation> language;
  private final List<T> done = new ArrayList<>();
  private final List<Refusal> refused = new ArrayList<>();
  private final List<UUID> ids = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param language that refusals are told in; asked for if there are any
   */
  public Outcomes(Supplier<Translation> language) {
    this.language = language;
  }

  /** Does it to one; a refusal is kept, whatever else goes wrong is thrown. */
  public void attempt(UUID id, Supplier<T> action) {
    try {
      T result = action.get();
      done.add(result);
      ids.add(id);
    } catch (ApiException e) {
      refuse(id, e);
    } catch (NotFoundException e) {
      refuse(id, ApiException.of(ErrorCode.NOT_FOUND, Messages.of(e)));
    } catch (ConflictException | JobDisabledException e) {
      refuse(id, ApiException.conflict(e));
    }
  }

  /** Keeps why something was not done to one. */
  public void refuse(UUID id, ApiException why) {
    refused.add(Refusal.of(id, why, language.get()));
  }

  /** Those to which it was done. */
  public List<UUID> ids() {
    return List.copyOf(ids);
  }

  /** Why it was not done to the others. */
  public List<Refusal> refused() {
    return List.copyOf(refused);
  }

  /** What was done to each of those. */
  public List<T> done() {
    return List.copyOf(done);
  }

  /**
   * Lets a list pass that holds as many as whoever asked has seen, so that nothing is done to what
   * came in between.
   *
   * @throws ApiException 409 with the number that there is now; nothing was done then
   */
  public static void requireExpected(long expected, long found) {
    if (expected != found) {
      throw ApiException.conflict(counted("api.bulk.otherCount", found, "expected", expected))
          .with("count", Json.node(found));
    }
  }
}
