package io.steelyard.cli;

import picocli.CommandLine.IVersionProvider;

import java.util.Optional;

/** The version of the build, from the manifest of its jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"steelyard " + text(), "Java " + Runtime.version()};
    }

    /** The version alone. */
    static String text() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
