package io.steelyard;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;

import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.TaskContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds {@link Steelyard}, {@link Plugins}, {@link Backend} and {@link TaskContext} as singletons.
 * An application that has an injector installs this module; closing the {@link Steelyard} closes
 * the backend.
 */
public final class SteelyardModule extends AbstractModule {
    private static final Logger LOG = LoggerFactory.getLogger(SteelyardModule.class);

    private final SteelyardConfiguration configuration;

    /** With {@link SteelyardConfiguration#defaults}. */
    public SteelyardModule() {
        this(SteelyardConfiguration.defaults());
    }

    /** As configured. */
    public SteelyardModule(SteelyardConfiguration configuration) {
        this.configuration = configuration;
    }

    @Provides
    @Singleton
    Plugins plugins() {
        return Plugins.discover(configuration.plugins());
    }

    @Provides
    @Singleton
    Backend backend(Plugins plugins) {
        BackendFactory factory =
                configuration.backend().map(plugins::backend).orElseGet(plugins::preferredBackend);
        Backend backend = factory.create(configuration.backendOptions());
        LOG.info(
                "Backend {} ({}), {} of {}",
                backend.name(),
                backend.capabilities().device(),
                configuration.backend().isPresent() ? "chosen by name" : "preferred",
                plugins.backends().keySet());
        return backend;
    }

    @Provides
    @Singleton
    TaskContext taskContext(Backend backend, Plugins plugins) {
        return new PluginTaskContext(backend, plugins);
    }

    @Provides
    @Singleton
    Steelyard steelyard(TaskContext context, Plugins plugins) {
        return new Steelyard(context, plugins);
    }
}
