package io.steelyard;

import com.google.inject.AbstractModule;

/** The rules of the SDK's own injector; an application's injector keeps its own. */
final class StrictModule extends AbstractModule {
    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
        binder().requireExactBindingAnnotations();
    }
}
