package io.steelyard.testkit.guiced;

import com.google.inject.Injector;

import io.steelyard.spi.Plugin;

import java.util.function.Supplier;

/** A plugin that shows a type of Guice, in a generic argument. */
public final class GuicedPlugin implements Plugin {
    /** A plugin; the injector is not looked at. */
    public GuicedPlugin(Supplier<Injector> injector) {}
}
