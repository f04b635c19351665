package dev.tempo.engine.work;

import dev.tempo.RunInterceptor;
import dev.tempo.task.Handler;
import java.util.List;

/** Puts interceptors around handlers, the first one outermost. Immutable. */
final class Interception {
  private final List<RunInterceptor> innermostFirst;

  Interception(List<RunInterceptor> interceptors) {
    this.innermostFirst = List.copyOf(interceptors).reversed();
  }

  Handler around(Handler handler) {
    Handler all = handler;
    for (RunInterceptor interceptor : innermostFirst) {
      Handler inner = all;
      all = context -> interceptor.intercept(context, () -> inner.run(context));
    }
    return all;
  }
}
