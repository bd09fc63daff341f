/**
 * Opinions of films, told apart by classifiers of texts. Read {@link
 * com.example.sentiment.Sentiment} and {@link com.example.sentiment.Opinions} first.
 */
@NullMarked
package com.example.sentiment;

import org.jspecify.annotations.NullMarked;
