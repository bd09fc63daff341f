package io.steelyard.reference;

import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Plugin;

import java.util.List;

/** Registers the reference backend. */
public final class ReferencePlugin implements Plugin {
    @Override
    public List<BackendFactory> backends() {
        return List.of(new ReferenceBackendFactory());
    }
}
