package dev.tempo.spring;

import dev.tempo.TempoBuilder;
import dev.tempo.task.Handler;
import dev.tempo.task.RunContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * What the beans of an application are to be called for. Beans are looked at by their types and not
 * made for it, since they may need the Tempo that is to be built; each is asked of the container
 * when its first run comes.
 */
final class HandlerMethods {
  private final ConfigurableListableBeanFactory beans;
  private final Map<String, Registration> handlers = new LinkedHashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final List<Scheduled> scheduled = new ArrayList<>();

  /**
   * A method that is to run by itself.
   *
   * @param name of its job and its handler
   * @param place the method, for messages
   * @param annotation says when
   */
  record Scheduled(String name, String place, TempoScheduled annotation) {}

  /** How a handler is registered. */
  @FunctionalInterface
  private interface Registration {
    void on(TempoBuilder builder, String name);
  }

  HandlerMethods(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
    for (String name : beans.getBeanDefinitionNames()) {
      Class<?> type = beans.getType(name, false);
      if (type != null && !name.startsWith("scopedTarget.")) {
        lookAt(name, ClassUtils.getUserClass(type));
      }
    }
  }

  /** Registers what was found. */
  void addTo(TempoBuilder builder) {
    handlers.forEach((name, handler) -> handler.on(builder, name));
  }

  /** Returns the methods that are to run by themselves. */
  List<Scheduled> scheduled() {
    return List.copyOf(scheduled);
  }

  private void lookAt(String bean, Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(
        type, List.of(TempoHandler.class, TempoScheduled.class))) {
      return;
    }
    TempoHandler own = AnnotatedElementUtils.findMergedAnnotation(type, TempoHandler.class);
    if (own != null) {
      if (!Handler.class.isAssignableFrom(type)) {
        throw new IllegalStateException(
            type.getName()
                + " is marked with @TempoHandler but is no dev.tempo.task.Handler: implement it, or"
                + " mark the method that is to be called");
      }
      add(
          own.value(),
          type.getName(),
          (builder, name) ->
              builder.handler(name, context -> beans.getBean(bean, Handler.class).run(context)));
    }
    MethodIntrospector.selectMethods(type, this::isMarked)
        .keySet()
        .forEach(method -> lookAt(bean, type, method));
  }

  private @Nullable Boolean isMarked(Method method) {
    return AnnotatedElementUtils.hasAnnotation(method, TempoHandler.class)
            || AnnotatedElementUtils.hasAnnotation(method, TempoScheduled.class)
        ? true
        : null;
  }

  private void lookAt(String bean, Class<?> type, Method method) {
    String place = type.getName() + "." + method.getName();
    Optional<Class<?>> payload = payload(place, method);
    Registration handler =
        payload.isPresent()
            ? (builder, name) -> withPayload(builder, name, bean, method, payload.get())
            : (builder, name) ->
                builder.handler(name, context -> call(bean, method, context, null));
    TempoHandler named = AnnotatedElementUtils.findMergedAnnotation(method, TempoHandler.class);
    if (named != null) {
      add(named.value(), place, handler);
    }
    TempoScheduled annotation =
        AnnotatedElementUtils.findMergedAnnotation(method, TempoScheduled.class);
    if (annotation != null) {
      if (payload.isPresent()) {
        throw new IllegalStateException(
            place + " runs by itself, so nobody gives it a " + payload.get().getName());
      }
      String name =
          annotation.name().isEmpty()
              ? type.getSimpleName() + "." + method.getName()
              : annotation.name();
      add(name, place, handler);
      scheduled.add(new Scheduled(name, place, annotation));
    }
  }

  private <P> void withPayload(
      TempoBuilder builder, String name, String bean, Method method, Class<P> type) {
    builder.handler(name, type, (context, payload) -> call(bean, method, context, payload));
  }

  /** The one parameter that is not the run's context. */
  private static Optional<Class<?>> payload(String place, Method method) {
    List<Class<?>> others =
        Stream.of(method.getParameterTypes()).filter(each -> each != RunContext.class).toList();
    if (others.size() > 1 || method.getParameterCount() > others.size() + 1) {
      throw new IllegalStateException(
          place
              + " is called with a RunContext, a payload, both or nothing, but has the parameters "
              + List.of(method.getParameterTypes()));
    }
    return others.stream().findFirst();
  }

  private void add(String name, String place, Registration handler) {
    String earlier = places.putIfAbsent(name, place);
    if (earlier != null) {
      throw new IllegalStateException(
          "Both " + earlier + " and " + place + " are handlers named '" + name + "': rename one");
    }
    handlers.put(name, handler);
  }

  private void call(String bean, Method method, RunContext context, @Nullable Object payload)
      throws Exception {
    Object target = beans.getBean(bean);
    Method callable = AopUtils.selectInvocableMethod(method, target.getClass());
    callable.trySetAccessible();
    Object[] arguments =
        Stream.of(method.getParameterTypes())
            .map(type -> type == RunContext.class ? context : payload)
            .toArray();
    try {
      callable.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
