package com.example.interpreter;

import io.steelyard.spi.Backend;
import io.steelyard.testkit.BackendConformance;

import java.util.Map;

/** All that the author of a backend has to write. */
final class InterpreterBackendTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new InterpreterBackendFactory().create(Map.of());
    }
}
