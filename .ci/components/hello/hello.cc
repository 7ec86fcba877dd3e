#include <gtest/gtest.h>

TEST(Hello, IsGreeting) { EXPECT_EQ(std::string("hello").size(), 5u); }
