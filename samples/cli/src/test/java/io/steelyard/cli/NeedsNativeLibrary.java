package io.steelyard.cli;

import org.junit.jupiter.api.condition.EnabledIf;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Skips what needs TensorFlow's native library where it was left out. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "io.steelyard.cli.NativeLibraryJar#isPresent",
        disabledReason = "TensorFlow's native library was left out of the build (-Dtf=none)")
@interface NeedsNativeLibrary {}
