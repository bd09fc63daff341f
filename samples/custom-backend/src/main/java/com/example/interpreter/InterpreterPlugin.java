package com.example.interpreter;

import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Plugin;

import java.util.List;

/** Registers the interpreter; named in {@code META-INF/services/io.steelyard.spi.Plugin}. */
public final class InterpreterPlugin implements Plugin {
    @Override
    public List<BackendFactory> backends() {
        return List.of(new InterpreterBackendFactory());
    }
}
