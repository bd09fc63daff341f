package io.steelyard.tensorflow;

import io.steelyard.tensorflow.internal.library.NativeLibrary;

import org.junit.jupiter.api.condition.EnabledIf;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Skips what needs TensorFlow's native library where it was left out. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "io.steelyard.tensorflow.NeedsNativeLibrary$Presence#isPresent",
        disabledReason = "TensorFlow's native library was left out of the build (-Dtf=none)")
@interface NeedsNativeLibrary {
    /** Asked before each class. */
    final class Presence {
        private Presence() {}

        static boolean isPresent() {
            return NativeLibrary.isPresent();
        }
    }
}
