package dev.tempo.engine;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What callers wait for. Whatever becomes of the engine, each gets an answer: when the loop has
 * ended, those that are open fail, and those that come later do at once. Thread-safe.
 */
final class Answers {
  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
  private volatile RuntimeException closed;

  <T> CompletableFuture<T> open() {
    CompletableFuture<T> answer = new CompletableFuture<>();
    add(answer);
    return answer;
  }

  /** One that was opened elsewhere is closed with these, too. */
  void add(CompletableFuture<?> answer) {
    open.add(answer);
    answer.whenComplete((value, failure) -> open.remove(answer));
    if (closed != null) { // after it was added, or close could miss it
      answer.completeExceptionally(closed);
    }
  }

  /** Nobody will be answered any more. */
  void close(RuntimeException why) {
    closed = why;
    open.forEach(answer -> answer.completeExceptionally(why));
  }
}
