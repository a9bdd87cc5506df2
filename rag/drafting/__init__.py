"""What is needed of a language model: prompt in, checked structure out."""
