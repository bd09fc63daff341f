package io.steelyard.testkit.opset;

/** Chapters of the specification. */
public enum OpGroup {
    LEAVES("Leaves and conversions"),
    UNARY("Functions of one element"),
    BINARY("Functions of two elements"),
    CHOICE("Choice"),
    SHAPE("Shape"),
    INDEXING("Indexing"),
    CONTRACTION("Contraction"),
    CONVOLUTION("Convolution"),
    WINDOWS("Windows"),
    REDUCTION("Reduction and order"),
    RANDOM("Random bits"),
    CONTROL("Control"),
    META("Meta");

    private final String title;

    OpGroup(String title) {
        this.title = title;
    }

    /** The heading. */
    public String title() {
        return title;
    }
}
