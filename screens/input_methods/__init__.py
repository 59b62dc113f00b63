"""Ways to type on glass: pinyin through librime, letters, figures."""
