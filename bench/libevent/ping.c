/* ping PORT: for each line of input sends 64 bytes 1,000 times and prints the median and the 99th percentile in µs. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 1000, SIZE = 64 };

static double microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

int main(int count, char **arguments)
{
	struct sockaddr_in peer = { .sin_family = AF_INET };
	char line[64], bytes[SIZE] = "ping";
	double took[ROUNDS];
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	if (count != 2) return 2;
	peer.sin_port = htons((uint16_t)atoi(arguments[1]));
	peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&peer, sizeof(peer))) return 1;
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		for (int i = 0; i < ROUNDS; i++) {
			double start = microseconds();
			if (send(fd, bytes, SIZE, 0) != SIZE || recv(fd, bytes, SIZE, MSG_WAITALL) != SIZE) return 1;
			took[i] = microseconds() - start;
		}
		qsort(took, ROUNDS, sizeof(*took), ascending);
		printf("%.2f %.2f\n", took[ROUNDS / 2], took[ROUNDS * 99 / 100]);
		fflush(stdout);
	}
	return 0;
}
