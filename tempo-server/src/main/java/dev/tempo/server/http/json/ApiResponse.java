package dev.tempo.server.http.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the API answers, or a part of it: a record, whose components are the fields of a JSON object
 * by name and in order, each written as {@link Json#node} says. A schema of the contract describes
 * it, and tests hold each answer against that.
 */
public interface ApiResponse {

  /**
   * Which schema of the contract describes it: one of its {@code components/schemas}, or else the
   * data of one of its {@code components/responses}. Parts of a response need none; they are
   * described where the whole is. Tests hold the components against it, by name, type, and whether
   * they may be null or missing.
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Schema {
    /** Their names. */
    String[] value();
  }

  /** The field's name, where Java has another use for it. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Named {
    /** The name. */
    String value();
  }

  /**
   * The fields of this part stand among those of the whole. Where the part is of a sealed type,
   * they are those of the alternative at hand, and none of an optional part that is not there.
   */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Unwrapped {}

  /** The field is left out where it has no value, instead of being null. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface LeftOutIfEmpty {}
}
