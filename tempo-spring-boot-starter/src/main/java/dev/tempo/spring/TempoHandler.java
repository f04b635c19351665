package dev.tempo.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Registers a method of a bean, or a bean that is a {@link dev.tempo.task.Handler}, as a handler of
 * the application's Tempo, under a name that jobs keep.
 *
 * <pre>{@code
 * @Component
 * class Mails {
 *   @TempoHandler("send-mail")
 *   void send(RunContext context) { … }
 * }
 * }</pre>
 *
 * <p>A method has a parameter of type {@link dev.tempo.task.RunContext}, one for the payload of its
 * runs, both, or none, and may throw what it likes; what it returns is not looked at. It is called
 * on the bean as the container has it, with its proxies. A wrong one is refused when the
 * application starts.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TempoHandler {

  /** The handler's name, which is unique in the application. */
  String value();
}
